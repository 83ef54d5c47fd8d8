using Scim.Fuzz.Bench;

return await FuzzRun.MainAsync(args);
