import { expect, it, vi } from "vitest";
import { keepRunning, type Service } from "./keep-running";

/** A service that ends when told to, and counts how often it was started and stopped. */
function makeService() {
  const ends: (() => void)[] = [];
  const stop = vi.fn();
  const start = vi.fn((): Promise<Service> => {
    const exited = new Promise<void>((done) => ends.push(done));
    const end = () => ends.at(-1)?.();
    return Promise.resolve({
      exited,
      stop: () => {
        stop();
        end();
        return Promise.resolve();
      },
    });
  });
  return { start, stop, die: () => ends.at(-1)?.() };
}

it("starts a service again that has died, and stops it for good when asked", async () => {
  const silence = vi.spyOn(console, "error").mockReturnValue();
  const { start, stop, die } = makeService();
  const giveUp = vi.fn();
  const running = await keepRunning("It", start, giveUp);
  die();
  await vi.waitFor(() => {
    expect(start).toHaveBeenCalledTimes(2);
  });
  expect(silence).toHaveBeenCalledWith("It ended unexpectedly; starting it again.");
  await running.stop();
  await running.exited;
  expect(stop).toHaveBeenCalled();
  expect(start).toHaveBeenCalledTimes(2);
  expect(giveUp).not.toHaveBeenCalled();
  silence.mockRestore();
});

it("gives up on one that dies six times within a minute", async () => {
  const silence = vi.spyOn(console, "error").mockReturnValue();
  const giveUp = vi.fn();
  const start = vi.fn(() => Promise.resolve({ exited: Promise.resolve(), stop: () => Promise.resolve() }));
  await keepRunning("It", start, giveUp);
  await vi.waitFor(
    () => {
      expect(giveUp).toHaveBeenCalledOnce();
    },
    { timeout: 10_000 },
  );
  expect(start).toHaveBeenCalledTimes(6);
  silence.mockRestore();
});
