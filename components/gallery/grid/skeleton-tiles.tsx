/** The ratios of a believable gallery, always the same, so that server and browser agree. */
const RATIOS = [1.5, 0.75, 1.33, 1.78, 1, 1.5, 0.67, 1.33, 1.5, 1.33, 0.75, 1.78];

/** Tiles that hold the place of pictures which are on their way. */
export function SkeletonTiles({ count }: { count: number }) {
  return Array.from({ length: count }, (_, index) => (
    <li
      key={index}
      aria-hidden
      className="justified-tile animate-breathe"
      style={{ "--ratio": RATIOS[index % RATIOS.length] ?? 1 }}
    />
  ));
}
