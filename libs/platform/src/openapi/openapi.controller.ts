import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../identity/public.decorator.ts';
import { ApiDescription } from './api-description.ts';
import { docsPage } from './docs-page.ts';
import type { OpenApiDocument } from './openapi-document.ts';

@Public()
@Controller()
export class OpenApiController {
  constructor(private readonly api: ApiDescription) {}

  @Get('openapi.json')
  document(): Promise<OpenApiDocument> {
    return this.api.document();
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  async page(): Promise<string> {
    return docsPage(await this.api.document());
  }
}
