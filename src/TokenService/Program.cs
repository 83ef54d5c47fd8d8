using Scim.Tokens;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddTokenService();

WebApplication app = builder.Build();
app.MapTokenService();
await app.RunAsync();
