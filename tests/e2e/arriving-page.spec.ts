// A document comes over a slow line in pieces, and a browser shows what it has: nothing of the frame may move as it grows.
import { expect, signIn, test } from "./fixtures";

const WIDTHS = [390, 1280] as const;
const PIECE_ENDS = /<\/(?:svg|a|button)>|<input[^>]*>/g;
const SHOWN = "header :is(a, input, button, svg), nav :is(a, svg)";

for (const width of WIDTHS) {
  test(`the frame stays where it is while its document arrives, ${width} px wide`, async ({
    page,
    admin,
    browser,
  }) => {
    await signIn(page);
    const html = await (await page.request.get("/admin")).text();
    const [from, to] = [html.indexOf("<header"), html.indexOf("</nav>")];
    const cuts = [...html.matchAll(PIECE_ENDS)]
      .map(({ 0: tag, index }) => index + tag.length)
      .filter((cut) => cut > from && cut < to);
    expect(cuts.length).toBeGreaterThan(8);

    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 800 } });
    const still = await context.newPage();
    let arrived = html;
    await still.route(`${admin.origin}/admin`, (route) =>
      route.fulfill({ contentType: "text/html", body: arrived }),
    );
    const places = async () => {
      await still.goto(`${admin.origin}/admin`);
      return still.locator(SHOWN).evaluateAll((elements) =>
        elements.map((element) => {
          const { x, y, width: wide, height } = element.getBoundingClientRect();
          return [element.localName, x, y, wide, height];
        }),
      );
    };
    const whole = await places();
    for (const cut of cuts) {
      arrived = html.slice(0, cut);
      const seen = await places();
      expect(seen, arrived.slice(-120)).toEqual(whole.slice(0, seen.length));
    }
    await context.close();
  });
}
