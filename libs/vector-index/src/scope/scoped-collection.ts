import type { Filter } from '../port/filter.ts';
import type { IndexAdapter, IndexSchema, Place } from '../port/index-adapter.ts';
import type { Point, PointPage, Scored } from '../port/point.ts';
import type { Query } from '../port/query.ts';
import { checkFilter, checkPayloads, checkTests } from './check-filter.ts';
import type { Scope } from './scope.ts';

/** A collection as one tenant, or one of its projects, may see it. Nothing that is asked of it can reach other points. */
export class ScopedCollection {
  readonly #adapter: IndexAdapter;
  readonly #schema: IndexSchema;
  readonly #place: Place;
  readonly #project: string | undefined;

  constructor(adapter: IndexAdapter, schema: IndexSchema, { scope, ...where }: { collection: string; scope: Scope; generation?: string }) {
    this.#adapter = adapter;
    this.#schema = schema;
    this.#place = { ...where, tenant: scope.tenant };
    this.#project = scope.project;
  }

  /** Replaces points of the same id. Needs a scope with a project. */
  async upsert(points: readonly Point[]): Promise<void> {
    if (points.length === 0) return;
    if (this.#project === undefined) throw new RangeError('points belong to a project: write in a scope that names it');
    checkPayloads(points);
    const own = { tenant: this.#place.tenant, project: this.#project };
    await this.#adapter.upsert(
      this.#place,
      points.map(({ id, sparse, dense, payload }) => ({ id, sparse, dense, payload: { ...payload, ...own } })),
    );
  }

  async delete(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#adapter.delete(this.#place, ids, this.#scoped({}));
  }

  /** Exact, best first, ties by id. Throws `search.filter-invalid`. */
  async search(query: Query): Promise<Scored[]> {
    checkTests(query.where ?? {}, this.#schema);
    return this.#adapter.search(this.#place, { ...query, filter: this.#checked(query.filter) });
  }

  /**
   * Which ids would pass, as of now: to be used at once. `undefined`: the points are not in this process, so that it cannot be told.
   * `near`: the place of the point among all that came, from 0, where places of what is gone are given again; right or wrong, it only
   * makes the answer faster. Throws `search.filter-invalid`.
   */
  passing({ filter, where = {} }: Pick<Query, 'filter' | 'where'>): ((id: string, near?: number) => boolean) | undefined {
    checkTests(where, this.#schema);
    return this.#adapter.passing(this.#place, this.#checked(filter), where);
  }

  /** All points in the order of their ids, a page at a time; `from` is the `next` of the page before. */
  async scroll({ filter, from, limit }: { filter?: Filter; from?: string; limit: number }): Promise<PointPage> {
    return this.#adapter.scroll(this.#place, { filter: this.#checked(filter), from, limit });
  }

  async count(filter?: Filter): Promise<number> {
    return this.#adapter.count(this.#place, this.#checked(filter));
  }

  #checked(filter: Filter = {}): Filter {
    checkFilter(filter, this.#schema);
    return this.#scoped(filter);
  }

  #scoped(filter: Filter): Filter {
    const own = { tenant: this.#place.tenant, ...(this.#project === undefined ? {} : { project: this.#project }) };
    return { ...filter, equals: { ...filter.equals, ...own } };
  }
}
