import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'skein:public';

/** Opens a route or a controller to callers without a key. For health, documentation, and what is signed in another way. */
export const Public = () => SetMetadata(PUBLIC, true);
