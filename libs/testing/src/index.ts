export * from './stack/index.ts';
export * from './kit/index.ts';
