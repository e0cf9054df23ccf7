import type { ConnectionOptions } from 'node:tls';

/** Where log lines go; kafkajs's own chatter arrives here one level lower than kafkajs rates it, and what is mended without it as `debug`. */
export type KafkaLog = (level: 'debug' | 'info' | 'warn' | 'error', message: string, facts: Record<string, unknown>) => void;

export interface KafkaOptions {
  /** `host:port` of one broker or more. */
  brokers: readonly string[];
  /** Names this process in the broker's logs. */
  clientId: string;
  /** Nothing is logged when it is absent: what matters comes as typed errors and results. */
  log?: KafkaLog;
  /** How long a broker may take to accept a connection, in ms. Default 10,000. */
  connectTimeoutMs?: number;
  ssl?: boolean | ConnectionOptions;
  sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
}
