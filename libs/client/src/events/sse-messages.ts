/** One message of a server-sent event stream. */
export interface SseMessage {
  event: string;
  /** Absent when the stream only says where it is. */
  data: string | undefined;
  /** The last id that the stream has named, in this message or before. */
  id: string | undefined;
}

/** Reads messages off a `text/event-stream` body (WHATWG HTML, "Server-sent events"); ends with the body. */
export async function* sseMessages(body: AsyncIterable<Uint8Array>, onBytes?: () => void): AsyncGenerator<SseMessage, void, undefined> {
  let [event, id, rest] = ['message', undefined as string | undefined, ''];
  let data: string[] = [];
  let told: string | undefined;
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    onBytes?.();
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0 || id !== told) yield { event, data: data.length > 0 ? data.join('\n') : undefined, id };
        told = id;
        [event, data] = ['message', []];
        continue;
      }
      const colon = line.indexOf(':');
      const [field, value] = colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
      if (field === 'data') data.push(value);
      else if (field === 'event') event = value;
      else if (field === 'id') id = value;
    }
  }
}
