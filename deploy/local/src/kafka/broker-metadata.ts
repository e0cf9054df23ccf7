import { askBroker } from './ask-broker.ts';

/** What a broker says about its cluster. */
export interface BrokerMetadata {
  clusterId: string | null;
  /** `host:port` of every broker that takes part. */
  brokers: string[];
}

// The first version with a cluster id, and still without tagged fields.
const metadata = { apiKey: 3, version: 2 };
const noTopics = Buffer.alloc(4);

/** Asks a broker for its metadata, which it only answers when it serves requests. */
export async function readBrokerMetadata(address: string): Promise<BrokerMetadata> {
  return parse(await askBroker(address, { ...metadata, body: noTopics }));
}

function parse(body: Buffer): BrokerMetadata {
  let at = 0;
  const int16 = () => body.readInt16BE((at += 2) - 2);
  const int32 = () => body.readInt32BE((at += 4) - 4);
  const text = () => {
    const length = int16();
    return length < 0 ? null : body.toString('utf8', at, (at += length));
  };
  const brokers = Array.from({ length: int32() }, () => {
    int32(); // node id
    const address = `${text()}:${int32()}`;
    text(); // rack
    return address;
  });
  return { brokers, clusterId: text() };
}
