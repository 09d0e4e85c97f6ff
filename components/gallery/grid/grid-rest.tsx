/** The last item of every justified grid: it takes what the last row leaves empty, and tells that the list is whole. */
export function GridRest() {
  return <li aria-hidden className="justified-rest" />;
}
