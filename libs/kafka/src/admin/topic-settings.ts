type Settings = Readonly<Record<string, string>>;

const readableCodecs = ['producer', 'uncompressed', 'gzip'];

/** What about a topic's settings would lose or falsify history; empty when nothing. */
export function settingsProblems(settings: Settings, brokers: number): string[] {
  const problems: string[] = [];
  if (settings['cleanup.policy'] !== 'delete') problems.push(`cleanup.policy is "${settings['cleanup.policy']}" and must be "delete"`);
  if (settings['message.timestamp.type'] !== 'LogAppendTime') {
    problems.push(`message.timestamp.type is "${settings['message.timestamp.type']}" and must be "LogAppendTime"`);
  }
  const codec = settings['compression.type'] ?? 'producer';
  if (!readableCodecs.includes(codec)) problems.push(`compression.type is "${codec}" and must be one of ${readableCodecs.join(', ')}`);
  if (brokers > 1) {
    if (Number(settings['min.insync.replicas']) < 2) {
      problems.push(`min.insync.replicas is ${settings['min.insync.replicas']} and must be at least 2 with ${brokers} brokers`);
    }
    if (settings['unclean.leader.election.enable'] === 'true') problems.push('unclean.leader.election.enable is true and must be false');
  }
  return problems;
}

/** What an events topic allows but gives up. */
export function settingsWarnings(topic: string, settings: Settings): string[] {
  const finite = ['retention.ms', 'retention.bytes'].filter((name) => settings[name] !== '-1');
  if (finite.length === 0) return [];
  const limits = finite.map((name) => `${name}=${settings[name]}`).join(', ');
  return [
    `The topic ${topic} forgets old records (${limits}): the store keeps them, but store, views and subscribers can then not be rebuilt from Kafka.`,
  ];
}
