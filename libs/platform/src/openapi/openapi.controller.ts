import { Controller, Get, Header, Inject } from '@nestjs/common';
import { APP_NAME } from '../app/app-name.ts';
import { Public } from '../identity/public.decorator.ts';
import { openApiDocument } from './openapi-document.ts';
import { Routes } from './routes.ts';

@Public()
@Controller()
export class OpenApiController {
  constructor(
    private readonly routes: Routes,
    @Inject(APP_NAME) private readonly app: string,
  ) {}

  @Get('openapi.json')
  document() {
    return openApiDocument(this.app, this.routes.all());
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    const rows = this.routes
      .all()
      .map(({ method, path, answer }) => `<tr><td>${method}</td><td><code>${path}</code></td><td>${answer?.summary ?? ''}</td></tr>`);
    return `<!doctype html><title>Skein ${this.app}</title><h1>Skein ${this.app}</h1><p><a href="openapi.json">OpenAPI 3.1</a></p><table>${rows.join('')}</table>`;
  }
}
