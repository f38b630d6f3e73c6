import { extendRoute } from './route-config';

/** The mark that `FormBody` sets on a route. */
export interface FormBodyConfig {
  readonly takesForm?: boolean;
}

/** A route whose body is a form (`application/x-www-form-urlencoded`), as the services that call us send it; others take JSON. */
export const FormBody = (): MethodDecorator => extendRoute({ takesForm: true } satisfies FormBodyConfig);
