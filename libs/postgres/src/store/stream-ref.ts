/** A stream inside its category. */
export interface StreamRef {
  tenant: string;
  stream: string;
}
