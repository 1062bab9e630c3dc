import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { stageGraph } from '#functions/case/graph.ts';
import { policyLineOf } from '#functions/desk/policy-line.ts';
import { CaseEventSchema, ClockKindSchema } from '#schemas/case-events.ts';
import { clockKinds, eventTypes, stations } from '#schemas/city/case-words.ts';
import { aCase } from '#test/builders/case-runner.ts';

const pack = loadPack('cities/linjiang');

describe('the desk has words', () => {
  it('for every event, every stage and every clock there is, and for no other', () => {
    expect([...eventTypes].sort()).toEqual(CaseEventSchema.options.map((one) => one.shape.type.value).sort());
    expect([...stations].sort()).toEqual(Object.keys(stageGraph).sort());
    expect([...clockKinds].sort()).toEqual([...ClockKindSchema.options].sort());
  });

  it('that name the unit wherever the event has one and the sentence would be about nobody', () => {
    for (const locale of ['zh-CN', 'en'] as const) {
      const { events } = pack.messages[locale].desk;
      for (const type of ['Returned', 'SignedFor', 'DepartmentsAssigned', 'Replied', 'RedCardShown'] as const)
        expect(events[type]).toContain('{unit}');
    }
  });

  it('and a line of policy for every clock, in a file of the pack', async () => {
    const runner = await aCase();
    await runner.settle();
    for (const kind of ClockKindSchema.options) {
      const line = policyLineOf(kind, runner.state(), pack);
      expect(['clocks.yaml', 'handling.yaml', 'evaluation.yaml', 'supervision.yaml']).toContain(line.file);
      expect(Object.values(line.lasting).length).toBeGreaterThan(1);
    }
  });
});
