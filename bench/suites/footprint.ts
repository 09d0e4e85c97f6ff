/** What the product takes of a machine: disk for the installation, memory at rest and while many register at once. */
import type { Shutdown } from "@/scripts/services/shutdown";
import { startApp } from "@/scripts/test/test-app";
import { measureBuild, measureInstall } from "../footprint/install-size";
import { COUNT, type Memory, measureRegistering, SIZE_BYTES } from "../footprint/registering-memory";
import { type Figure, figure } from "../harness/figure";
import { runSuite } from "../harness/suite";

const MIB = 1024 ** 2;

function diskFigures(): Figure[] {
  const packages = measureInstall();
  const bytes = packages.reduce((sum, one) => sum + one.bytes, 0);
  const largest = packages.slice(0, 4).map((one) => `${one.name} ${Math.round(one.bytes / MIB)} MiB`);
  return [
    figure({
      goal: "–",
      what: "Disk of the packages that production needs",
      unit: "MiB",
      value: bytes / MIB,
      note: `${packages.length} packages, as npm ci --omit=dev installs them on this system; the largest: ${largest.join(", ")}`,
    }),
    figure({
      goal: "–",
      what: "Disk of the build, without its cache",
      unit: "MiB",
      value: measureBuild() / MIB,
    }),
  ];
}

function memoryFigures({ idleBytes, peakBytes, laterPeakBytes, retries }: Memory): Figure[] {
  const what = `Resident memory of the app while ${COUNT} images of ${SIZE_BYTES / MIB} MiB register at once`;
  const note = [
    `A request for each image, told to ask again ${retries} times`,
    `${Math.round(idleBytes / MIB)} MiB at rest`,
    `${Math.round(laterPeakBytes / MIB)} MiB at the most when it is done once more`,
    "without the processes that make variants",
  ].join("; ");
  return [
    figure({
      goal: "–",
      what: `${what}, beyond what it holds at rest`,
      unit: "MiB",
      value: (peakBytes - idleBytes) / MIB,
      note,
    }),
    figure({
      goal: "–",
      what: "The same, as a multiple of what it holds at rest",
      unit: "times",
      value: peakBytes / idleBytes,
    }),
  ];
}

await runSuite(async (shutdown: Shutdown) => {
  const { pid } = await startApp(shutdown, {});
  return [...diskFigures(), ...memoryFigures(await measureRegistering(pid))];
});
