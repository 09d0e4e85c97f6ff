/** Calls at once and then at most every so many milliseconds; what was asked for meanwhile is done at the end of it. */
export function throttle(run: () => void, intervalMs: number): () => void {
  let isResting = false;
  let isWanted = false;
  const rest = () => {
    isResting = true;
    setTimeout(() => {
      isResting = false;
      if (!isWanted) return;
      isWanted = false;
      rest();
      run();
    }, intervalMs);
  };
  return () => {
    if (isResting) {
      isWanted = true;
      return;
    }
    rest();
    run();
  };
}
