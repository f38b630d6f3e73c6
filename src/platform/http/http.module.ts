import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { Departure } from './departure';
import { ErrorsPageController } from './errors-page.controller';
import { LanguagePipe, Languages } from './languages';
import { MethodsOfPaths } from './methods-of-paths';
import { ProblemFilter } from './problem.filter';
import { SchemaPipe } from './schema.pipe';

@Global()
@Module({
  controllers: [ErrorsPageController],
  providers: [
    Departure,
    Languages,
    LanguagePipe,
    MethodsOfPaths,
    { provide: APP_PIPE, useClass: SchemaPipe },
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
  ],
  exports: [Departure, Languages, LanguagePipe, MethodsOfPaths],
})
export class HttpModule {}
