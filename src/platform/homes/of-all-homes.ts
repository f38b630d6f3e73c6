import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { replyOf, requestOf } from '../http/api-request';
import { Homes, type Merge } from './homes';

/** Marks a route whose answer to an owner without a chosen network is about the whole installation, also where the installation has several databases. */
export const OfAllHomes = <Answer>(merge: Merge<Answer>): MethodDecorator => {
  @Injectable()
  class OfAllHomesInterceptor implements NestInterceptor {
    constructor(private readonly homes: Homes) {}

    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const call = { request: requestOf(context), reply: replyOf(context) };
      const whole = this.homes.collect(call, merge as Merge<never>, () => lastValueFrom(next.handle()));
      return whole === undefined ? next.handle() : from(whole);
    }
  }
  return UseInterceptors(OfAllHomesInterceptor);
};
