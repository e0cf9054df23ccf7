/** Numbers for names, from 0 in the order in which they come: so that fusing is done on arrays. */
export class Numbering {
  readonly #numbers = new Map<string, number>();
  readonly names: string[] = [];

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** The same for documents, which are named by where they are and what they are called there. */
export class DocumentNumbering {
  readonly #bySource = new Map<string | undefined, Map<string, number>>();
  size = 0;

  of({ id, source, document = id }: { id: string; source?: string; document?: string }): number {
    let known = this.#bySource.get(source);
    if (!known) this.#bySource.set(source, (known = new Map()));
    const number = known.get(document);
    if (number !== undefined) return number;
    known.set(document, this.size);
    return this.size++;
  }
}
