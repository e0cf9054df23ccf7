const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Aborted when this process is asked to end, or when the one that started it is killed. Repeated requests change nothing. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) process.on(signal, () => controller.abort(signal));
  // Only a process started with a channel has one: see `become` in tools/node24.mjs.
  if (process.connected) {
    process.on('disconnect', () => controller.abort('the parent is gone'));
    process.channel?.unref();
  }
  return controller.signal;
}
