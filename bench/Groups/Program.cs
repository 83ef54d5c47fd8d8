using Scim.Groups.Bench;

return await BenchRun.MainAsync(args);
