import { Inject, Injectable } from '@nestjs/common';
import { APP_NAME } from '../app/app-name.ts';
import { openApiDocument, type OpenApiDocument } from './openapi-document.ts';
import { Routes } from './routes.ts';

type Extension = (own: OpenApiDocument) => Promise<OpenApiDocument>;

/** What an app tells at `/openapi.json` and `/docs`: its own routes, and what an extension makes of them. */
@Injectable()
export class ApiDescription {
  #extension: Extension = async (own) => own;

  constructor(
    private readonly routes: Routes,
    @Inject(APP_NAME) private readonly app: string,
  ) {}

  /** From now on the app describes what `extension` makes of its own document, asked anew for every caller. */
  extend(extension: Extension): void {
    this.#extension = extension;
  }

  document(): Promise<OpenApiDocument> {
    return this.#extension(openApiDocument(this.app, this.routes.all()));
  }
}
