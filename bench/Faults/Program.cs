using Scim.Faults.Bench;

return await FaultRun.MainAsync(args);
