import { extendRoute } from './route-config';

/** The member that `FormBody` sets on a route. */
export interface FormBodyConfig {
  readonly takesForm?: boolean;
}

/** Makes a route take a form (`application/x-www-form-urlencoded`), for services that send us one. Other routes take JSON. */
export const FormBody = (): MethodDecorator => extendRoute({ takesForm: true } satisfies FormBodyConfig);
