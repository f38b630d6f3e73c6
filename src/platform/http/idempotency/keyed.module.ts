import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { AnswerCipher } from './answer-cipher';
import { KeyedCalls } from './keyed-calls';

/** Changing calls that take effect once a key. The application's root module provides the cipher of stored answers. */
@Module({})
export class KeyedModule {
  static withCipher(cipher: Pick<FactoryProvider<AnswerCipher>, 'inject' | 'useFactory'>): DynamicModule {
    return {
      module: KeyedModule,
      global: true,
      providers: [KeyedCalls, { provide: AnswerCipher, ...cipher }],
      exports: [KeyedCalls],
    };
  }
}
