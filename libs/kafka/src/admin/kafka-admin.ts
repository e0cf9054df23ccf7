import type { Admin } from 'kafkajs';
import { kafkaProblem } from '../client/kafka-problem.ts';
import { offsetOf } from '../client/offset.ts';
import { patiently } from '../client/patient.ts';
import { SharedQuestion } from './shared-question.ts';
import { kafkajs } from '../client/kafkajs.ts';

/** First and end offset of a partition; `end` is the offset that the next record will get. */
export interface PartitionOffsets {
  partition: number;
  start: number;
  end: number;
}

/** A member of a consumer group, and what it has been given. */
export interface GroupMemberView {
  clientId: string;
  /** Address that its connection comes from. */
  host: string;
  partitions: { topic: string; partition: number }[];
}

export interface NewTopic {
  topic: string;
  partitions: number;
  replicationFactor: number;
  settings: Readonly<Record<string, string>>;
}

/** What a broker answers that the controller has not told of a new topic yet, or that has not made its log yet. */
const notHeardOf: ReadonlySet<string> = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE']);

/** Questions to the broker, and the making of topics. Every method rejects with a `SkeinError`. */
export class KafkaAdmin {
  readonly #admin: Admin;
  readonly #brokers: readonly string[];
  // A takeover asks for each of its partitions at once, and waits for the last answer.
  readonly #offsets = new SharedQuestion<PartitionOffsets[]>();
  readonly #commits = new SharedQuestion<Map<number, number>>();

  /** Made by `connectKafka`. */
  constructor(admin: Admin, brokers: readonly string[]) {
    this.#admin = admin;
    this.#brokers = brokers;
  }

  /** Identifies the cluster for as long as its disks live. */
  async clusterId(): Promise<string> {
    return (await this.#ask('describe the cluster', () => this.#admin.describeCluster())).clusterId;
  }

  async brokerCount(): Promise<number> {
    return (await this.#ask('describe the cluster', () => this.#admin.describeCluster())).brokers.length;
  }

  /** Of all partitions, in their order. */
  offsets(topic: string): Promise<PartitionOffsets[]> {
    return this.#offsets.ask(topic, () => this.#readOffsets(topic));
  }

  async #readOffsets(topic: string): Promise<PartitionOffsets[]> {
    const offsets = await this.#ask(`tell the offsets of ${topic}`, () => this.#admin.fetchTopicOffsets(topic));
    return offsets
      .map(({ partition, low, high }) => ({ partition, start: offsetOf(low), end: offsetOf(high) }))
      .sort((a, b) => a.partition - b.partition);
  }

  async endOffset(topic: string, partition: number): Promise<number> {
    return (await this.#offsetsOf(topic, partition)).end;
  }

  async logStartOffset(topic: string, partition: number): Promise<number> {
    return (await this.#offsetsOf(topic, partition)).start;
  }

  /** What the group has committed, by partition; partitions without a commit are absent. */
  committed(groupId: string, topic: string): Promise<Map<number, number>> {
    return this.#commits.ask(JSON.stringify([groupId, topic]), () => this.#readCommits(groupId, topic));
  }

  async #readCommits(groupId: string, topic: string): Promise<Map<number, number>> {
    const [answer] = await this.#ask(`tell the commits of ${groupId}`, () => this.#admin.fetchOffsets({ groupId, topics: [topic] }));
    const offsets = (answer?.partitions ?? []).map(({ partition, offset }) => [partition, offsetOf(offset)] as const);
    return new Map(offsets.filter(([, offset]) => offset >= 0));
  }

  /** Records that the group has not committed yet, summed over the partitions of the topic. */
  async lag(groupId: string, topic: string): Promise<number> {
    const [committed, offsets] = await Promise.all([this.committed(groupId, topic), this.offsets(topic)]);
    return offsets.reduce((sum, { partition, start, end }) => sum + end - Math.max(start, committed.get(partition) ?? start), 0);
  }

  async topics(): Promise<string[]> {
    return await this.#ask('list its topics', () => this.#admin.listTopics());
  }

  /** 0 when there is no such topic. */
  async partitionCount(topic: string): Promise<number> {
    if (!(await this.topics()).includes(topic)) return 0;
    const { topics } = await this.#ask(`describe ${topic}`, () => this.#admin.fetchTopicMetadata({ topics: [topic] }));
    return topics[0]?.partitions.length ?? 0;
  }

  /** The settings of a topic as they hold, defaults included. */
  async topicSettings(topic: string): Promise<Record<string, string>> {
    const { resources } = await this.#ask(`tell the settings of ${topic}`, () =>
      this.#admin.describeConfigs({ includeSynonyms: false, resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }] }),
    );
    return Object.fromEntries((resources[0]?.configEntries ?? []).map(({ configName, configValue }) => [configName, configValue]));
  }

  /** Makes those that do not exist yet; leaves the others as they are. Resolves when all new ones take records. */
  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    const present = new Set(await this.topics());
    const missing = topics.filter(({ topic }) => !present.has(topic));
    if (missing.length === 0) return;
    await this.#ask('create topics', () =>
      this.#admin.createTopics({
        // kafkajs's own waiting gives up when a broker has not heard of a new topic yet
        waitForLeaders: false,
        topics: missing.map(({ topic, partitions, replicationFactor, settings }) => ({
          topic,
          numPartitions: partitions,
          replicationFactor,
          configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
        })),
      }),
    );
    const names = missing.map(({ topic }) => topic);
    await this.#ask('tell the leaders of new topics', () => this.#admin.fetchTopicMetadata({ topics: names }), notHeardOf);
    // A leader that is named may still be about to make the log: only it can tell where the log ends.
    await Promise.all(
      names.map((topic) => this.#ask(`tell the offsets of ${topic}`, () => this.#admin.fetchTopicOffsets(topic), notHeardOf)),
    );
  }

  async deleteTopics(topics: readonly string[]): Promise<void> {
    await this.#ask('delete topics', () => this.#admin.deleteTopics({ topics: [...topics] }));
  }

  /** Forgets consumer groups without members, with their commits. */
  async deleteGroups(groupIds: readonly string[]): Promise<void> {
    await this.#ask('delete consumer groups', () => this.#admin.deleteGroups([...groupIds]));
  }

  async groups(): Promise<string[]> {
    return (await this.#ask('list its groups', () => this.#admin.listGroups())).groups.map(({ groupId }) => groupId);
  }

  /** The topics that members of the group read now, as far as the broker knows: of one that is joining it does not. */
  async topicsOfGroup(groupId: string): Promise<Set<string>> {
    const { groups } = await this.#ask(`describe the group ${groupId}`, () => this.#admin.describeGroups([groupId]));
    const topics = (groups[0]?.members ?? []).flatMap(({ memberMetadata }) =>
      memberMetadata.length === 0 ? [] : (kafkajs.AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? []),
    );
    return new Set(topics);
  }

  /** Who is in the group now; nobody when there is no such group. */
  async members(groupId: string): Promise<GroupMemberView[]> {
    const { groups } = await this.#ask(`describe the group ${groupId}`, () => this.#admin.describeGroups([groupId]));
    return (groups[0]?.members ?? []).map(({ clientId, clientHost, memberAssignment }) => ({
      clientId,
      host: clientHost.replace(/^\//, ''),
      partitions: Object.entries(kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {}).flatMap(
        ([topic, partitions]) => partitions.map((partition) => ({ topic, partition })),
      ),
    }));
  }

  async #offsetsOf(topic: string, partition: number): Promise<PartitionOffsets> {
    const found = (await this.offsets(topic)).find((offsets) => offsets.partition === partition);
    if (!found) throw kafkaProblem(new Error(`${topic} has no partition ${partition}`), 'tell its offsets', this.#brokers);
    return found;
  }

  async #ask<T>(doing: string, question: () => Promise<T>, also?: ReadonlySet<string>): Promise<T> {
    try {
      return await patiently(question, { also });
    } catch (error) {
      throw kafkaProblem(error, doing, this.#brokers);
    }
  }
}
