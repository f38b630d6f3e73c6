import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { ApiKeys } from './api-keys/api-keys';
import { Audit } from './audit/audit';
import { ActingOwner } from './authentication/acting-owner';
import { AuthGuard } from './authentication/auth.guard';
import { JwtStrategy } from './authentication/jwt.strategy';
import { Passwords } from './passwords/passwords';
import { PermissionGuard } from './permissions/permission.guard';
import { Pii } from './personal-data/pii';
import { RateLimiter } from './rate-limits/rate-limiter';
import { AccessTokens } from './sessions/access-token';
import { RevokedSessions } from './sessions/revoked-sessions';
import { Sessions } from './sessions/sessions';

/** Who asks, whether they may, and what is remembered of it. Its guards stand before every route of the application. */
@Global()
@Module({
  imports: [PassportModule, JwtModule.register({})],
  providers: [
    AccessTokens,
    ActingOwner,
    ApiKeys,
    Audit,
    JwtStrategy,
    Passwords,
    Pii,
    RateLimiter,
    RevokedSessions,
    Sessions,
    // In this order: who asks comes before whether they may.
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: PermissionGuard },
  ],
  exports: [Audit, Passwords, Pii, RateLimiter, Sessions],
})
export class SecurityModule {}
