import type { Log } from '@skein/platform';
import { notify, type Database, type Listener } from '@skein/postgres';

const CHANNEL = 'skein_group_left';

/**
 * Tells the members of a consumer group that one of them has left. They would find out at their next heartbeat; until then nobody owns what it
 * had. It is a hint and nothing more: who does not hear it is only slower.
 */
export class GroupNews {
  #told: Promise<void> | undefined;

  private constructor(
    private readonly database: Database,
    private readonly group: string,
    private readonly log: Log,
    private readonly listener: Listener,
  ) {}

  static async listen(database: Database, group: string, log: Log, onLeft: () => void): Promise<GroupNews> {
    const listener = await database.listen(CHANNEL, {
      onNotify: (left) => {
        if (left === group) onLeft();
      },
      onReconnect: onLeft,
      onTrouble: (err) => log.debug('not told of replicas that leave; connecting again', { err }),
    });
    return new GroupNews(database, group, log, listener);
  }

  /** To be called when the group has been left. */
  left(): void {
    this.#told = this.#tellLeft();
  }

  /** Ends when the others have been told. */
  async stop(): Promise<void> {
    await this.#told;
    await this.listener.stop();
  }

  async #tellLeft(): Promise<void> {
    try {
      await notify(this.database, CHANNEL, this.group);
    } catch (err) {
      this.log.debug('the other replicas were not told of the leave', { err });
    }
  }
}
