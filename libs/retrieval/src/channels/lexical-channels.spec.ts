import { describe, expect, it } from '@jest/globals';
import { channelQuestions, channelVectors, documentVector, tokenId } from '@skein/retrieval';

describe('the lexical channels of a chunk', () => {
  const chunk = {
    text: 'append(order) { return this.log.push(order); }',
    path: 'src/orders/order-store.ts',
    symbol: 'OrderStore.append',
    signature: 'append(order: Order): void',
    doc: 'Keeps an order for good.',
    history: ['Refuse empty baskets'],
  };
  const has = (channel: keyof ReturnType<typeof channelVectors>, token: string) =>
    channelVectors(chunk)[channel]?.has(tokenId(token)) ?? false;

  it('read each its own field', () => {
    expect([has('body', 'push'), has('name', 'push')]).toEqual([true, false]);
    expect([has('name', 'orderstore'), has('name', 'src')]).toEqual([true, false]);
    expect([has('path', 'src'), has('path', 'append')]).toEqual([true, false]);
    expect([has('doc', 'good'), has('body', 'good')]).toEqual([true, false]);
    expect([has('history', 'baskets'), has('body', 'baskets')]).toEqual([true, false]);
  });

  it('weigh the body as Qdrant would', () => expect(channelVectors(chunk).body).toEqual(documentVector(chunk.text)));

  it('are left out where there is nothing to read', () => expect(Object.keys(channelVectors({ text: 'only words' }))).toEqual(['body']));

  it('are asked for the same words, and mentions for what is named outright', () => {
    expect([...channelQuestions('why empty baskets').keys()]).toEqual(['body', 'name', 'path', 'doc', 'history']);
    const questions = channelQuestions('see OrderStore.append');
    const mentions = channelVectors(chunk).mention!;
    expect([...questions.get('mention')!.keys()].filter((token) => mentions.has(token))).toHaveLength(1);
    expect(channelQuestions('?!').size).toBe(0);
  });
});
