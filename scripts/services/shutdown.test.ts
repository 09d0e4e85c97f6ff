import { expect, it, vi } from "vitest";
import { Shutdown } from "./shutdown";

it("stops what was started last first, and each thing once", async () => {
  const shutdown = new Shutdown();
  const order: string[] = [];
  for (const name of ["Postgres", "S3", "app"]) shutdown.onClose(name, () => void order.push(name));
  expect(await shutdown.closeAll()).toBe(true);
  expect(await shutdown.closeAll()).toBe(true);
  expect(order).toEqual(["app", "S3", "Postgres"]);
});

it("goes on when one of them does not stop, says which, and is not clean", async () => {
  const shutdown = new Shutdown();
  const complaints = vi.spyOn(console, "error").mockReturnValue();
  const stopped = vi.fn();
  shutdown.onClose("Postgres", stopped);
  shutdown.onClose("S3", () => Promise.reject(new Error("stuck")));
  expect(await shutdown.closeAll()).toBe(false);
  expect(stopped).toHaveBeenCalledOnce();
  expect(complaints).toHaveBeenCalledWith(
    "S3 did not stop cleanly:",
    expect.objectContaining({ message: "stuck" }),
  );
  complaints.mockRestore();
});

it("tells everybody who waits that the end was asked for, and keeps the first reason", async () => {
  const shutdown = new Shutdown();
  const waiting = shutdown.requested();
  const reason = new Error("the first");
  shutdown.request(reason);
  shutdown.request(new Error("the second"));
  await waiting;
  await shutdown.requested();
  expect(shutdown.signal.reason).toBe(reason);
});
