import type { ServiceName } from './route-table.ts';
import { UpstreamReplica } from './upstream-replica.ts';

/** The replicas of one service, which take turns. */
export class UpstreamService {
  readonly replicas: readonly UpstreamReplica[];
  #next = 0;

  constructor(
    readonly name: ServiceName,
    urls: readonly string[],
  ) {
    this.replicas = urls.map((url) => new UpstreamReplica(url));
  }

  /** All of them, in the order in which a request should try them: those that are away come last. */
  inTurn(): UpstreamReplica[] {
    const first = this.#next++ % this.replicas.length;
    const turned = [...this.replicas.slice(first), ...this.replicas.slice(0, first)];
    return [...turned.filter(({ away }) => !away), ...turned.filter(({ away }) => away)];
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
  }
}
