import { parsePosition, positionToken, SkeinError, type Category } from '@skein/contracts';

/** A place in several partitions at once: `workflow:0:12,workflow:1:7`. Partitions that it does not name are at their beginning. */
export class PositionVector {
  readonly #seqs = new Map<string, { category: Category; partition: number; seq: number }>();

  static parse(text: string): PositionVector {
    const vector = new PositionVector();
    try {
      for (const token of text.split(',').filter((one) => one !== '')) {
        const { category, partition, seq } = parsePosition(token.trim());
        vector.set(category, partition, seq);
      }
    } catch {
      throw new SkeinError(
        'read.cursor-invalid',
        'Last-Event-ID is not the id of an event that this stream has sent. Leave it out to begin now.',
      );
    }
    return vector;
  }

  get(category: Category, partition: number): number {
    return this.#seqs.get(`${category}:${partition}`)?.seq ?? 0;
  }

  set(category: Category, partition: number, seq: number): void {
    this.#seqs.set(`${category}:${partition}`, { category, partition, seq });
  }

  toString(): string {
    return [...this.#seqs.values()].map(positionToken).join();
  }
}
