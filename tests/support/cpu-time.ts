/** What work costs the processor: a bound that holds on a machine that is busy with other things, too. */

/** Milliseconds of the processor that this process has used since `before`. */
export function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
