/** Labels as one value to filter by: a payload key has one. */
export const labelPayload = (labels: readonly string[]): { label?: string } =>
  labels.length === 0 ? {} : { label: labels.map((label) => label.replace(/\n/g, ' ')).join('\n') };

export const labelsOfPayload = (value: unknown): string[] => (typeof value === 'string' ? value.split('\n') : []);
