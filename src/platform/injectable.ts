import 'reflect-metadata';

/**
 * Nest's `Injectable` from its own file, for classes on the way of a sale: the package as a whole loads RxJS and the
 * routes' pipes, of which a program that only decides (test/house/doors.spec.ts) uses nothing.
 */
export { Injectable } from '@nestjs/common/decorators/core/injectable.decorator.js';
