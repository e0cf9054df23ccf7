export * from './stack/index.ts';
export * from './kit/index.ts';
export * from './history/index.ts';
export * from './system/index.ts';
export * from './embeddings/fake-embeddings.ts';
