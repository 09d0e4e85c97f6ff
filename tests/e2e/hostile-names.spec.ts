// Names, titles and alt texts that are scripts, in a browser, wherever they are shown: they are words there and nothing else.
import { type ImageView } from "@/lib/contracts/image";
import { addImage } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";
import { expect, makePhoto, pickFiles, signIn, test, trayRow } from "./fixtures";

const SCRIPTS = [
  `<script>window.robbed = true</script>`,
  `<img src=x onerror="window.robbed = true">`,
  `"><svg onload=window.robbed=true>`,
  `' onfocus=window.robbed=true autofocus tabindex=0 x='`,
  `javascript:window.robbed=true`,
  "{{constructor.constructor('window.robbed=true')()}}",
  "</title></style><script>window.robbed=true</script>",
  "\u2028window.robbed=true//\u202Egpj",
];

test("nothing of them runs in the gallery, on an image's page, in public, in the record and in the tray", async ({
  page,
  admin,
}) => {
  await page.addInitScript(() => Object.assign(window, { robbed: false }));
  page.on("dialog", (dialog) => {
    throw new Error(`A dialog: ${dialog.message()}`);
  });
  const word = `names${Date.now()}`;
  const images: ImageView[] = [];
  for (const script of SCRIPTS) {
    const text = { filename: `${script}.png`, title: `${script} ${word}`, alt: script };
    images.push((await addImage(admin, { ...text, visibility: "public" })).image);
  }
  await Promise.all(images.map(({ id }) => awaitVariants(admin, id)));
  const isSafe = async () => {
    // What would run later has had its chance.
    await page.waitForLoadState("networkidle");
    expect(await page.evaluate(() => Reflect.get(window, "robbed") === true)).toBe(false);
  };

  await signIn(page);
  await page.goto(`/admin?q=${word}`);
  await expect(page.getByRole("main").getByRole("img")).toHaveCount(SCRIPTS.length);
  await isSafe();
  for (const { id, filename, title } of images) {
    for (const path of [`/admin/images/${id}`, `/view/${id}`]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
      await isSafe();
    }
    expect(filename).not.toBe("");
  }
  for (const path of ["/", "/admin/audit", "/admin/uploads"]) {
    await page.goto(path);
    await isSafe();
  }

  await page.goto("/admin");
  const name = `${word} ${SCRIPTS[1] ?? ""}.jpg`;
  await pickFiles(page, [{ name, mimeType: "image/jpeg", buffer: await makePhoto(300, 200) }]);
  await expect(trayRow(page, word)).toContainText("Uploaded");
  await isSafe();
});
