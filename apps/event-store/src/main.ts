import { startApp } from '@skein/platform';
import { AppModule } from './app.module.ts';

await startApp(AppModule, { name: 'event-store' });
