import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { Database } from '../database/database';
import { type ApiRequest, requestOf } from './api-request';
import { DEFAULT_LANGUAGE, type Language, languageOfHeader, WHOLE_LANGUAGES } from '../language/language';

const REMEMBERED_MS = 60_000;
const REMEMBERED_NETWORKS = 10_000;

/** The language of an answer: the requested one, else the network's, else English. */
@Injectable()
export class Languages {
  private readonly ofNetworks = new Map<string, { language: Language; until: number }>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Never fails, because the answer is worth more than its language. Not a promise where the request names a language. */
  of(request: ApiRequest): Language | Promise<Language> {
    const asked = languageOfHeader(request.headers['accept-language']);
    if (asked !== null) return asked;
    const networkId = request.user?.networkId;
    return networkId === undefined || networkId === null ? DEFAULT_LANGUAGE : this.ofNetwork(networkId);
  }

  /** Like `of`, without the database: uses the network's language as it was read last. */
  lastKnown(request: ApiRequest): Language {
    const networkId = request.user?.networkId ?? '';
    return (
      languageOfHeader(request.headers['accept-language']) ??
      this.ofNetworks.get(networkId)?.language ??
      DEFAULT_LANGUAGE
    );
  }

  async ofNetwork(networkId: string): Promise<Language> {
    const now = this.clock.now().getTime();
    const known = this.ofNetworks.get(networkId);
    if (known !== undefined && known.until > now) return known.language;
    const language = await this.readLanguage(networkId).catch(() => known?.language ?? DEFAULT_LANGUAGE);
    if (this.ofNetworks.size >= REMEMBERED_NETWORKS) this.ofNetworks.clear();
    this.ofNetworks.set(networkId, { language, until: now + REMEMBERED_MS });
    return language;
  }

  private async readLanguage(networkId: string): Promise<Language> {
    const network = await this.database.inNetwork(
      networkId,
      (tx) => tx.maybe<{ locale: string }>`SELECT locale FROM networks WHERE id = ${networkId}`,
    );
    return WHOLE_LANGUAGES.find((language) => language === network?.locale) ?? DEFAULT_LANGUAGE;
  }
}

@Injectable()
export class LanguagePipe implements PipeTransform<ApiRequest, Language | Promise<Language>> {
  constructor(private readonly languages: Languages) {}

  transform(request: ApiRequest): Language | Promise<Language> {
    return this.languages.of(request);
  }
}

const TheRequest = createParamDecorator((_: unknown, context: ExecutionContext) => requestOf(context));

/** The language of the answer as a parameter of a route: `@CurrentLanguage() language: Language`. */
export const CurrentLanguage = (): ParameterDecorator => TheRequest(LanguagePipe);
