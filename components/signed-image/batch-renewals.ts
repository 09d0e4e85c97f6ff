/** Asks for new URLs: what is wanted within a moment goes out together, in requests of a bounded size. Browser only. */
import type { RefusedUrls, RenewalAnswer, RenewalRequest, RenewedUrls } from "./contract";

const GATHER_MS = 40;
const MOST_AT_ONCE = 200;

/** Throws or rejects when there is no answer of use. */
export type AskForUrls = (request: RenewalRequest) => Promise<RenewalAnswer>;
/** Null: there was no answer. */
export type Renewed = RenewedUrls | RefusedUrls | null;
/** New URLs of one picture, up to the widest variant that is wanted. Never rejects. */
export type Renew = (id: string, variant: string) => Promise<Renewed>;

type Waiting = {
  readonly id: string;
  readonly variant: string;
  readonly resolve: (renewed: Renewed) => void;
};

export function batchRenewals(ask: AskForUrls): Renew {
  let waiting: Waiting[] = [];

  const sendAll = () => {
    const all = waiting;
    waiting = [];
    for (const variant of new Set(all.map((one) => one.variant))) {
      const ofVariant = all.filter((one) => one.variant === variant);
      const ids = [...new Set(ofVariant.map(({ id }) => id))];
      for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
        void settle(ids.slice(start, start + MOST_AT_ONCE), variant, ofVariant, ask);
      }
    }
  };

  return (id, variant) =>
    new Promise((resolve) => {
      if (waiting.length === 0) setTimeout(sendAll, GATHER_MS);
      waiting.push({ id, variant, resolve });
    });
}

async function settle(
  ids: readonly string[],
  variant: string,
  waiting: readonly Waiting[],
  ask: AskForUrls,
): Promise<void> {
  const { urls } = await ask({ ids, variant, srcset: true }).catch(() => ({ urls: [] }));
  const renewed = new Map(urls.map((one) => [one.id, one]));
  for (const { id, resolve } of waiting) if (ids.includes(id)) resolve(renewed.get(id) ?? null);
}
