import 'reflect-metadata';

/**
 * Nest's `Injectable` from its own file, for classes that take part in a sale. The whole package also loads RxJS and pipes, which a program that
 * only decides (test/house/doors.spec.ts) does not need.
 */
export { Injectable } from '@nestjs/common/decorators/core/injectable.decorator.js';
