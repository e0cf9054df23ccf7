import { describe, expect, it } from '@jest/globals';
import { CommandRequest } from '@skein/contracts';
import { outgoingCommand } from './outgoing-command.ts';

describe('a command on its way', () => {
  it('is the text of a request that the server takes', () => {
    const options = { id: 'c1', stream: 's1', expectedVersion: 3, causationId: 'why', correlationId: 'all' };
    const { json, bytes, category, wait } = outgoingCommand({ type: 'workflow.pause', data: { reason: 'ü' } }, options);
    expect(CommandRequest.parse(JSON.parse(json))).toEqual({ ...options, type: 'workflow.pause', data: { reason: 'ü' } });
    expect([bytes, category, wait]).toEqual([Buffer.byteLength(json), 'workflow', 'stored']);
  });

  it('has an id, and no fields that were not given', () => {
    const { id, json } = outgoingCommand({ type: 'workflow.pause', data: {} }, {});
    expect(JSON.parse(json)).toEqual({ id, type: 'workflow.pause', data: {} });
  });

  it.each([undefined, () => 1, Symbol('no'), { toJSON: () => undefined }])('is not made of data that JSON has no form of: %p', (data) =>
    expect(() => outgoingCommand({ type: 'workflow.pause', data }, {})).toThrow(expect.objectContaining({ code: 'request.invalid' })),
  );

  it('is not made of data that holds itself, nor with an id that is none', () => {
    const data: Record<string, unknown> = {};
    data['itself'] = data;
    expect(() => outgoingCommand({ type: 'workflow.pause', data }, {})).toThrow(/no JSON/);
    expect(() => outgoingCommand({ type: 'workflow.pause', data: {} }, { id: 'a b' })).toThrow(/id/);
  });
});
