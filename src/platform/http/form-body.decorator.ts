import type { CustomDecorator } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

/** The mark that `FormBody` sets on a route. */
export interface FormBodyConfig {
  readonly takesForm?: boolean;
}

/** A route whose body is a form (`application/x-www-form-urlencoded`), as the services that call us send it; others take JSON. */
export const FormBody = (): CustomDecorator => RouteConfig({ takesForm: true } satisfies FormBodyConfig);
