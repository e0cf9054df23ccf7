import { Module } from '@nestjs/common';
import { PlatformModule } from '@skein/platform';
import { GatewayConfig } from './app.config.ts';
import { ServiceDocuments } from './openapi/service-documents.ts';
import { Proxy } from './proxy.ts';
import { UpstreamHealth } from './upstream-health.ts';

@Module({ imports: [PlatformModule.forApp('gateway', GatewayConfig)], providers: [Proxy, UpstreamHealth, ServiceDocuments] })
export class AppModule {}
