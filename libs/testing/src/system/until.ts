const LOOK_EVERY_MS = 15;

/** Resolves with the first value of `look` that is neither undefined nor false; rejects after `withinMs`, saying what it waited for. */
export async function until<T>(what: string, look: () => Promise<T> | T, withinMs = 20_000): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms for this, and it did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
