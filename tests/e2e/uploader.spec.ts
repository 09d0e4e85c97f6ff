import { readEnvironment } from "../support/environment";
import { expect, makePhoto, pickFiles, signIn, test, trayRow } from "./fixtures";

const unique = (name: string) => `${name}-${Date.now()}-${Math.floor(Math.random() * 1e6)}`;
const jpeg = async (name: string) => ({ name, mimeType: "image/jpeg", buffer: await makePhoto(320, 240) });

test("refused types cost no request and do not hold up their neighbours", async ({ page }) => {
  await signIn(page);
  const bodies: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/presign-upload")) bodies.push(request.postData() ?? "");
  });
  const good = await jpeg(`${unique("good")}.jpg`);
  await pickFiles(page, [
    {
      name: "drawing.svg",
      mimeType: "image/svg+xml",
      buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
    },
    good,
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") },
  ]);
  await expect(trayRow(page, good.name)).toContainText("Uploaded");
  await expect(trayRow(page, "drawing.svg")).toContainText(/not accepted/i);
  await expect(trayRow(page, "notes.txt")).toContainText(/not accepted/i);
  expect(bodies.join()).toContain(good.name);
  expect(bodies.join()).not.toMatch(/drawing\.svg|notes\.txt/);
});

test("a picture that is none, in spite of its name, is refused with the reason in its row", async ({
  page,
}) => {
  await signIn(page);
  const name = `${unique("fake")}.jpg`;
  await pickFiles(page, [
    { name, mimeType: "image/jpeg", buffer: Buffer.from("<html><script>alert(1)</script></html>") },
  ]);
  await expect(trayRow(page, name)).toContainText(/HTML/);
});

test("many files at once go with few requests to the app, and all appear without a reload", async ({
  page,
}) => {
  await signIn(page);
  const calls: string[] = [];
  page.on("request", (request) => {
    if (/\/images\/(presign-uploads|registrations)$/.test(request.url())) calls.push(request.url());
  });
  const prefix = unique("many");
  const files = await Promise.all(Array.from({ length: 12 }, (_, index) => jpeg(`${prefix}-${index}.jpg`)));
  await pickFiles(page, files);
  await expect(page.getByText("12 images uploaded").first()).toBeVisible();
  for (const { name } of files)
    await expect(page.getByRole("main").getByRole("img", { name })).toBeAttached();
  // One by one it would be two for each; how well they are gathered depends on how fast the machine is.
  expect(calls.length).toBeLessThan(files.length);
});

test("the tray goes on while the person looks at another page", async ({ page }) => {
  await signIn(page);
  const first = await jpeg(`${unique("first")}.jpg`);
  await pickFiles(page, [first]);
  await expect(trayRow(page, first.name)).toContainText("Uploaded");
  // The next one stands still on the wire until the person has gone to another page.
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route(`${readEnvironment().S3_ENDPOINT}/**`, async (route) => {
    if (route.request().method() === "PUT") await held;
    await route.continue();
  });
  const second = await jpeg(`${unique("second")}.jpg`);
  await pickFiles(page, [second]);
  await expect(trayRow(page, second.name)).toContainText(/Uploading|Waiting/);
  await page.getByRole("main").getByRole("img", { name: first.name }).click();
  await expect(page).toHaveURL(/\/admin\/images\//);
  await expect(trayRow(page, second.name)).toBeVisible();
  go();
  await expect(trayRow(page, second.name)).toContainText("Uploaded");
});

test("a new tile shows the browser's own copy until the variants are there, and stays where it is", async ({
  page,
}) => {
  await signIn(page);
  let tellReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (tellReady = resolve));
  await page.route("**/images/signed-urls", async (route) => {
    await ready;
    await route.continue();
  });
  const fromStore: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "GET" && request.url().startsWith(readEnvironment().S3_ENDPOINT))
      fromStore.push(new URL(request.url()).pathname);
  });
  const word = unique("own-copy");
  await page.goto(`/admin?q=${word}`);
  // Large enough for its variants to take longer than the tile.
  await pickFiles(page, [
    { name: `${word}.jpg`, mimeType: "image/jpeg", buffer: await makePhoto(3000, 2000) },
  ]);
  const tile = page.getByRole("main").getByRole("img", { name: `${word}.jpg` });
  await expect(tile).toHaveAttribute("src", /^blob:/);
  const look = () =>
    tile.evaluate((image: HTMLImageElement) => ({
      isPainted: image.complete && image.naturalWidth > 0,
      box: image.getBoundingClientRect().toJSON(),
    }));
  await expect.poll(async () => (await look()).isPainted).toBe(true);
  const { box } = await look();
  expect(fromStore).toEqual([]);
  tellReady();
  await expect(tile).toHaveAttribute("src", /\/w\d+\.(?:webp|avif)\?/);
  await expect.poll(async () => (await look()).isPainted).toBe(true);
  expect((await look()).box).toEqual(box);
  expect(fromStore.filter((path) => !/\/w\d+\.(?:webp|avif)$/.test(path))).toEqual([]);
});

test("files dropped anywhere and pictures pasted are taken", async ({ page }) => {
  await signIn(page);
  const dropped = await jpeg(`${unique("dropped")}.jpg`);
  const pasted = await jpeg(`${unique("pasted")}.jpg`);
  const fire = async (type: "drop" | "paste", { name, buffer }: typeof dropped) =>
    page.evaluate(
      ([kind, filename, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], filename, { type: "image/jpeg" }));
        const event =
          kind === "paste"
            ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
        if (kind === "drop")
          document.body.dispatchEvent(
            new DragEvent("dragenter", { dataTransfer: data, bubbles: true, cancelable: true }),
          );
        document.body.dispatchEvent(event);
      },
      [type, name, buffer.toString("base64")] as const,
    );
  await fire("drop", dropped);
  await expect(trayRow(page, dropped.name)).toContainText("Uploaded");
  await fire("paste", pasted);
  await expect(trayRow(page, pasted.name)).toContainText("Uploaded");
});

test("an image that is here already is reported, and can be uploaded all the same", async ({ page }) => {
  await signIn(page);
  const file = await jpeg(`${unique("twin")}.jpg`);
  await pickFiles(page, [file]);
  await expect(trayRow(page, file.name)).toContainText("Uploaded");
  const again = { ...file, name: `again-${file.name}` };
  await pickFiles(page, [again]);
  await expect(trayRow(page, again.name)).toContainText(/already/i);
  await trayRow(page, again.name)
    .getByRole("button", { name: /anyway/i })
    .click();
  await expect(trayRow(page, again.name)).toContainText("Uploaded");
});

test("a cancelled upload leaves no image, and can be taken up again", async ({ page }) => {
  await signIn(page);
  let hold = true;
  await page.route(`${readEnvironment().S3_ENDPOINT}/**`, async (route) => {
    while (hold && route.request().method() === "PUT")
      await new Promise((resolve) => setTimeout(resolve, 50));
    await route.continue().catch(() => undefined);
  });
  const file = await jpeg(`${unique("stopped")}.jpg`);
  await pickFiles(page, [file]);
  await page.getByRole("button", { name: `Cancel ${file.name}` }).click();
  await expect(trayRow(page, file.name)).toContainText("Cancelled");
  await expect(page.getByRole("main").getByRole("img", { name: file.name })).toHaveCount(0);
  hold = false;
  await page.getByRole("button", { name: `Upload ${file.name} after all` }).click();
  await expect(trayRow(page, file.name)).toContainText("Uploaded");
});

test.describe("when the bucket's CORS rule does not name this address", () => {
  test.use({ expectedErrors: [/CORS|ERR_FAILED|Failed to load resource/] });

  test("the tray says that it is CORS and what to do, and a retry works once it is mended", async ({
    page,
  }) => {
    await signIn(page);
    const { S3_ENDPOINT } = readEnvironment();
    // Another origin to the store: what it answers then is a real refusal of a real preflight.
    await page.route(`${S3_ENDPOINT}/**`, async (route) => {
      const isUpload = route.request().method() === "PUT" || route.request().method() === "OPTIONS";
      if (!isUpload) return route.continue();
      return route.abort("failed");
    });
    const file = await jpeg(`${unique("cors")}.jpg`);
    await pickFiles(page, [file]);
    await expect(trayRow(page, file.name)).toContainText(/CORS/, { timeout: 60_000 });
    await page.unroute(`${S3_ENDPOINT}/**`);
    await trayRow(page, file.name)
      .getByRole("button", { name: /retry|again/i })
      .first()
      .click();
    await expect(trayRow(page, file.name)).toContainText("Uploaded");
  });
});
