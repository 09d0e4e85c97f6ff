// npm run seed:many: many images as rows, to measure lists and searches by.
import pg from "pg";
import { runCommand } from "../command-line";
import { withDatabase } from "../users/with-database";

const HELP = `npm run seed:many -- --images 1000000 [--variants 0-4] [--beside]
npm run seed:many -- --remove

Fills the database of DATABASE_URL (or the embedded one) with images for measuring: rows alone, with names, people, dates
over eight years, ledger, variants and record. Nothing of them lies in the bucket: every picture stays blank, and
reconciling reports each as missing. Never use it on a database that anybody relies on.

It works in one transaction, in which others wait, and takes indexes, foreign keys and some triggers away until its end.
A million images need some minutes and 5 GB.

  --images N    how many
  --variants N  how many variants a picture has: 4, unless said otherwise
  --beside      although there are other images
  --remove      takes away everything of the seeded people (person-N@seed-many.invalid), and nothing else`;

const MOST = 10_000_000;

runCommand(
  {
    images: { type: "string" },
    variants: { type: "string", default: "4" },
    beside: { type: "boolean", default: false },
    remove: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
  async ({ values: { images, variants, beside, remove, help } }) => {
    if (help || remove === (images !== undefined)) return console.log(HELP);
    const wanted = remove
      ? null
      : { images: parseNumber("images", images, 1, MOST), variants: parseNumber("variants", variants, 0, 4) };
    await withDatabase(async () => {
      const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
      await client.connect();
      try {
        await (wanted === null ? takeAway(client) : fill(client, wanted, beside));
      } finally {
        await client.end();
      }
    });
  },
);

function parseNumber(name: string, text: string | undefined, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`--${name} is a number from ${least} to ${most}.`);
}

async function fill(
  client: pg.Client,
  wanted: { images: number; variants: number },
  beside: boolean,
): Promise<void> {
  const { fillDatabase, SEEDED_EMAILS } = await import("./fill-database");
  const { rows } = await client.query<{ seeded: boolean; used: boolean }>(
    `SELECT EXISTS (SELECT FROM "User" WHERE "email" LIKE $1) AS "seeded", EXISTS (SELECT FROM "Image") AS "used"`,
    [SEEDED_EMAILS],
  );
  if (rows[0]?.seeded === true)
    throw new Error("There are seeded images already. Take them away first: npm run seed:many -- --remove");
  if (rows[0]?.used === true && !beside)
    throw new Error(
      "There are images in this database. Is it the right one? Then say so: --beside puts seeded images beside them.",
    );
  const begun = performance.now();
  await fillDatabase(client, {
    ...wanted,
    onStep: (step) => console.log(`${secondsSince(begun)} ${step} …`),
  });
  console.log(`${secondsSince(begun)} ${wanted.images} images, none of which is in the bucket.`);
}

async function takeAway(client: pg.Client): Promise<void> {
  const { removeSeeded } = await import("./remove-seeded");
  const images = await removeSeeded(client);
  console.log(`Took away ${images} seeded images and the people they belonged to.`);
}

function secondsSince(begun: number): string {
  return `${Math.round((performance.now() - begun) / 1000)} s`.padStart(6);
}
