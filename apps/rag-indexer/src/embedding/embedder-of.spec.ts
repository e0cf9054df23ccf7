import { describe, expect, it } from '@jest/globals';
import { embedderOf } from './embedder-of.ts';
import { EmbeddingSettings } from './embedding-shape.ts';

const configured = (env: Record<string, string | undefined>) => embedderOf(EmbeddingSettings.parse(env));
const whole = { EMBEDDER_URL: 'http://127.0.0.1:1/v1', EMBEDDER_MODEL: 'm', EMBEDDER_DIMENSION: '4' };

describe('the embedder of a configuration', () => {
  it('is none where no server is named', () => expect(configured({ EMBEDDER_MODEL: 'm' })).toBeUndefined());

  it('has what is configured', () =>
    expect(configured({ ...whole, EMBEDDER_QUERY_PREFIX: 'query: ' })?.spec).toEqual({
      ...{ model: 'm', dimension: 4, prefix: '', queryPrefix: 'query: ' },
    }));

  it.each(['EMBEDDER_MODEL', 'EMBEDDER_DIMENSION'])('is refused without %s', (name) =>
    expect(() => configured({ ...whole, [name]: undefined })).toThrow(/embedder is configured in part/),
  );
});
