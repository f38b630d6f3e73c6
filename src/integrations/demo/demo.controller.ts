import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/http/operation.decorator';
import { Public } from '../../security';
import { type DemoAnswer, demoSchema } from './demo.dto';
import { DemoPeople } from './demo-people.query';

@ApiTags('Development')
@Controller('demo')
export class DemoController {
  constructor(private readonly people: DemoPeople) {}

  @Get()
  @Operation({
    id: 'getDemonstration',
    summary: 'Get people and guests of the demonstration',
    description:
      'For the sign-in page and the till of a server that shows the demonstration. In production, with `DEMO=0` and before the demonstration is filled, both lists are empty and the password is null.',
  })
  @Public()
  @ApiOkResponse({ standardSchema: demoSchema })
  get(): Promise<DemoAnswer> {
    return this.people.get();
  }
}
