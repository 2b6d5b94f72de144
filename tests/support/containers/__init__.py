"""What is shipped for containers, carried out without a daemon: the Dockerfile built, the compose file's services run.

The base images are this machine's own system, under layers that are thrown away: Debian, a Python, PostgreSQL. So what is
proved is every command, path, user, right, secret, volume and health check of ours, and not what others put into images.
"""
