// Puts a list of the top layer under the control it belongs to, or above it where there is more room, and keeps it there.

const GAP = 4;

/** Follows scrolling and resizing until the returned function is called. */
export function placeBelow(list: HTMLElement, anchor: HTMLElement): () => void {
  const put = () => {
    const at = anchor.getBoundingClientRect();
    const below = innerHeight - at.bottom - 2 * GAP;
    const above = at.top - 2 * GAP;
    const up = below < 180 && above > below;
    list.style.left = `${at.left}px`;
    list.style.width = `${at.width}px`;
    list.style.maxHeight = `${Math.min(320, up ? above : below)}px`;
    list.style.top = up ? 'auto' : `${at.bottom + GAP}px`;
    list.style.bottom = up ? `${innerHeight - at.top + GAP}px` : 'auto';
  };
  put();
  const size = new ResizeObserver(put);
  size.observe(anchor);
  addEventListener('scroll', put, { capture: true, passive: true });
  addEventListener('resize', put);
  return () => {
    size.disconnect();
    removeEventListener('scroll', put, { capture: true });
    removeEventListener('resize', put);
  };
}
